#!/bin/sh
# Puts the values of the compose file into nginx.conf, before nginx of the image starts.
# Usage: nginx-in-container.sh [nginx.conf [where to write it]]
set -eu
from=${1:-/etc/credence/nginx.conf} to=${2:-/etc/nginx/conf.d/credence.conf}
sed -e "s|server 127\.0\.0\.1:8000;|server web:8000;|" \
  -e "s|server_name cme\.example\.org;|server_name $CREDENCE_HOST;|" \
  -e "s|/etc/ssl/cme\.example\.org/|/etc/credence/tls/|" \
  -e "s|https://s3\.us-east-1\.amazonaws\.com|${CREDENCE_S3_ENDPOINT:-&}|" \
  -e "s|resolver 127\.0\.0\.53|resolver 127.0.0.11|" "$from" >"$to"
[ $# != 0 ] || { rm -f /etc/nginx/conf.d/default.conf; mkdir -p /var/lib/nginx; }
