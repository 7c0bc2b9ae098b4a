"""What changes a session, and what each viewer may know of it. All rules stand here."""
