"""What officials answer: taken in, judged, recorded, receipted, held for a person."""
