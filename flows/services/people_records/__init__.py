"""Who is who: handed over, kept, handed out, erased."""
