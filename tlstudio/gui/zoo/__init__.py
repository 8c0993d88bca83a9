"""The zoo: all networks there are, to be compared, fetched and chosen."""
