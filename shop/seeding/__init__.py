"""How the demo shop's data is made: hand-written material, a small grammar, and a simulation of shoppers."""
