#!/bin/bash
# All container images of the node, as one OCI archive.
. "$(dirname "$0")/../lib.sh"
python3 "$HERE/stages/mkimages.py" "$OUT"
