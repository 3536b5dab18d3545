"""Lambda events that are not HTTP: records of the data table's stream, and alarms that were set for later."""
