"""What a recipe trains on: problems that the project generates, or rows of the user's own."""
