// EdgeTLSTests
