"""The currencies of ISO 4217 that are in use, and how many decimals their minor unit has.

Own table instead of babel's: CLDR gives the decimals that people write (IQD 0, ALL 0), ISO 4217 those
that books and payment messages carry (IQD 3, ALL 2). Source: ISO 4217 list one, as of January 2026,
without the funds and metals codes that nobody is paid in.
"""

from types import MappingProxyType
from typing import Final

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_TWO_DECIMALS = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
    COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES
    WST XCD XCG YER ZAR ZMW ZWG
"""

EXPONENTS: Final = MappingProxyType[str, int](
    {
        **dict.fromkeys(_NO_DECIMALS.split(), 0),
        **dict.fromkeys(_TWO_DECIMALS.split(), 2),
        **dict.fromkeys(_THREE_DECIMALS.split(), 3),
    }
)
"""Decimals of the minor unit by currency code."""
