"""What Prometheus reads at /metrics, and how it is counted."""
