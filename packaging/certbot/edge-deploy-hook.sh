#!/bin/sh
# Copies what certbot has renewed to where the edge's own user may read it; the running edge shows it within seconds.
#
#     install -m 755 edge-deploy-hook.sh /etc/letsencrypt/renewal-hooks/deploy/edge
#     /etc/letsencrypt/renewal-hooks/deploy/edge chat.example.com     # once, for what is there already
#
# certbot calls it with the lineage's folder in RENEWED_LINEAGE. EDGE_DATA names the edge's data folder where it is not
# /var/lib/edge. `tls certbot` in an Edgefile finds the copies.
set -eu

lineage=${RENEWED_LINEAGE:-}
[ -n "$lineage" ] || lineage=/etc/letsencrypt/live/${1:?name the certificate, as \`certbot certificates\` does}
data=${EDGE_DATA:-/var/lib/edge}
cd "$data" 2>/dev/null || {
    echo "edge: there is no folder $data; start the edge once, or set EDGE_DATA" >&2
    exit 1
}
owner=$(stat -c %u .)
group=$(stat -c %g .)
folder=certbot/$(basename "$lineage")

# The folder is the edge's, so root writes nothing in it: a link that lies there would lead root elsewhere. Paths are relative
# because below /var/lib/private, where systemd puts the folder, its owner may not come from above.
as_owner() {
    if [ "$(id -u)" = "$owner" ]; then
        "$@"
    else
        setpriv --reuid="$owner" --regid="$group" --clear-groups "$@"
    fi
}

take='umask 077; mkdir -p "$1"; cat >"$1/.$2.new"; sync "$1/.$2.new"'
for file in privkey.pem fullchain.pem; do
    as_owner sh -c "$take" take "$folder" "$file" <"$lineage/$file"
done
put='for file in privkey.pem fullchain.pem; do mv -f "$1/.$file.new" "$1/$file"; done'
as_owner sh -c "$put" put "$folder"
echo "edge: $data/$folder holds what $lineage holds"
