"""What lies on the table, live: boards, placements, events, sockets."""
