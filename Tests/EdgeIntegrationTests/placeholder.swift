// EdgeIntegrationTests
