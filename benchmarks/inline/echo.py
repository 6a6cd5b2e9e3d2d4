"""The framework's floor: FastAPI that validates the same bodies and gives them back."""

from fastapi import FastAPI

from benchmarks.inline.callers import Line
from benchmarks.inline.party import Launch, Party, uvicorn
from serving.scoring.schemas import OrderToScore, PaymentToScore


def create_app() -> FastAPI:
    """Return the echo."""
    app = FastAPI()

    @app.get("/readyz")
    async def readyz() -> dict[str, bool]:
        return {"ready": True}

    @app.post("/v1/orders/score")
    async def order(body: OrderToScore) -> OrderToScore:
        return body

    @app.post("/v1/payments/score")
    async def payment(body: PaymentToScore) -> PaymentToScore:
        return body

    return app


def echo(lines: list[Line]) -> Party:
    """Return the party."""
    return Party(
        name="echo",
        title="FastAPI echo",
        does="validates the body, gives it back",
        launch=lambda port, workers, _: Launch(
            uvicorn("benchmarks.inline.echo:create_app", port, workers), lines
        ),
    )
