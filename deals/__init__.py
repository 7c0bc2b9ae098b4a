"""Who, when, and what came of it: users, deals, partners, sessions and seats."""
