"""What is asked of officials each quarter: campaigns, forms, reminders and the limits of writing."""
