"""What an administrator watches: fates, parked post, questions, overviews, the pulse."""
