"""Settings, addresses and the ASGI application. Imports everything; imported by nobody."""
