// EdgeTLS
