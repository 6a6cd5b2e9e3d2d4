"""What an event changes, given the state of the documents it speaks of when it is appended.

Pure functions from (event, document) to what the log stores beside the event: its amount in
base currency, the change it makes to the document's count and amount, the moment its debt
falls due. Booked once, by the appending transaction; everything that reads the log later is
stateless because of it.
"""
