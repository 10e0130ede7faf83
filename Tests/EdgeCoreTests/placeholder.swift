// EdgeCoreTests
