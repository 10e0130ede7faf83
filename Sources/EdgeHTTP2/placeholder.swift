// EdgeHTTP2
