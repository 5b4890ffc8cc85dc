"""The benchmarks of Encours: ratios against bare SQL on the same store, measured side by side in one run (`bin/bench`)."""
