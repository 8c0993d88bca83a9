"""What a layer sees in a photo: its maps, drawn."""
