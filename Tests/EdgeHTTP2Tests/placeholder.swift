// EdgeHTTP2Tests
