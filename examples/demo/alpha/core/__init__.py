"""What the agents of this machine share."""
