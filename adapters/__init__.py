"""What each version of the shop's API changed; each module reads like a changelog."""
