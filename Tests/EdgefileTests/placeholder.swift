// EdgefileTests
