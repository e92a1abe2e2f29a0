"""What runtimes compile out of models, kept between runs: keys, private folders, engines built ahead of time."""
