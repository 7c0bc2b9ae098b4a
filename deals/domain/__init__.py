"""What changes deals, teams, sessions and seats. All rules of this app stand here."""
