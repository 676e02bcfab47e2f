"""What a person wrote, before it is known what it means."""
