"""Reading a run after it: one HTML page that opens offline."""
