// EdgeKit
