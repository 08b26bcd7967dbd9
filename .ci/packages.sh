# Sourced by the scripts that need a compiler and libraries: install_packages brings what a new Debian 12 lacks.
# shellcheck shell=bash

# What CMakeLists.txt asks for, and the tools of the build.
build_packages=(
  g++ cmake ninja-build ccache mold pkg-config
  libboost1.81-dev libboost-test1.81-dev libyaml-cpp-dev libsimdjson-dev libhwy-dev libre2-dev libxxhash-dev libs2-dev libabsl-dev libgeographiclib-dev
  libzstd-dev liblz4-dev zlib1g-dev
  librdkafka-dev libjemalloc-dev openssl python3 curl
  libutf8proc-dev libmaxminddb-dev libcli11-dev libfmt-dev libssl-dev libsqlite3-dev libhowardhinnant-date-dev tzdata
  libglib2.0-dev bison
)

# install_packages NAME... : installs with apt those of the packages that are missing; asks nothing, and does not
# touch apt at all when nothing is missing.
install_packages() {
  local missing=() name
  for name in "$@"; do
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and neither root nor sudo is at hand to install them: ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "== Installing with apt: ${missing[*]}"
  local apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes
    apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
  "${apt_get[@]}" update </dev/null
  "${apt_get[@]}" install --yes --no-install-recommends "${missing[@]}" </dev/null >/dev/null
}

# Whom tests send alerts to and get events from, and what the module for syslog-ng is built with. The two daemons exclude each other (and syslog-ng-dev needs
# one of them installed), and a test does not change who logs on this machine: they are unpacked with the libraries that they need, never installed.
syslog_daemons=(syslog-ng-core syslog-ng-dev libivykis-dev rsyslog rsyslog-openssl libestr0 libfastjson4 libivykis0 libnet1 libjson-c5 libwrap0)
# The same with what makes them send over HTTP.
http_shippers=("${syslog_daemons[@]}" rsyslog-elasticsearch syslog-ng-mod-http)

# Who sends to the server's listeners, besides those two.
event_senders=(rsyslog-relp librelp0 kcat librdkafka1 libyajl2)

# unpack_packages FOLDER NAME... : fetches packages with apt and unpacks them into the folder, once.
unpack_packages() {
  local folder=$1
  shift
  (
    # Tests that run side by side share the folder.
    mkdir -p "$folder"
    exec 9>"$folder/lock"
    flock 9
    [ "$(cat "$folder/complete" 2>/dev/null)" != "$*" ] || exit 0
    find "$folder" -mindepth 1 -maxdepth 1 ! -name lock -exec rm -rf {} +
    mkdir -p "$folder/packages"
    cd "$folder/packages" || exit 1
    apt_get=(apt-get -qq -o APT::Sandbox::User=root)
    "${apt_get[@]}" download "$@" 2>/dev/null || { "${apt_get[@]}" update && "${apt_get[@]}" download "$@"; } || exit 1
    for package in ./*.deb; do dpkg-deb --extract "$package" .. || exit 1; done
    echo "$*" >../complete
  ) </dev/null
}
