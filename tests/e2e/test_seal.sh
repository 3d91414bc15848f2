#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark seal` beside the real minisign: what one signs the other verifies; 1 for a signature of
# other bytes or of another key.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

password=Kanarienvogel

a_report() {
    need hullmark minisign
    printf '{"version":"2.1.0","runs":[]}\n' >report.sarif
}

keys() { # keys: a pair of ours
    a_report
    expect_exit 0 hullmark seal keygen --key-file k.key --public-key k.pub
    expect_equal "$(stat -c %a k.key)" 600
}

ours_by_theirs() {
    keys
    expect_exit 0 hullmark seal report.sarif --key-file k.key
    minisign -Vm report.sarif -p k.pub
    expect_exit 0 hullmark seal verify report.sarif --public-key k.pub
    expect_exit 0 hullmark seal verify report.sarif --public-key "$(tail -n 1 k.pub)"
}
check "minisign verifies what is sealed" ours_by_theirs

theirs_by_ours() { # theirs_by_ours OPTION...: of `minisign -S`
    a_report
    minisign -G -W -p k.pub -s k.key
    minisign -S "$@" -s k.key -m report.sarif -t "by them"
    expect_exit 0 hullmark seal verify report.sarif --public-key k.pub
    expect_match "by them" "$SAID/stdout"
}
check "what minisign signs is verified" theirs_by_ours
check "what minisign signed of old is verified" theirs_by_ours -l

their_key() {
    a_report
    printf '%s\n%s\n' "$password" "$password" | minisign -G -p k.pub -s k.key
    HULLMARK_SEAL_PASSWORD=$password expect_exit 0 hullmark seal report.sarif --key-file k.key
    minisign -Vm report.sarif -p k.pub
    printf '%s\n' "$password" >password
    expect_exit 0 hullmark seal report.sarif --key-file k.key --password-file password
    HULLMARK_SEAL_PASSWORD=wrong expect_exit 3 hullmark seal report.sarif --key-file k.key
    expect_match "does not open" "$SAID/stderr"
    expect_exit 3 hullmark seal report.sarif --key-file k.key
    expect_match "HULLMARK_SEAL_PASSWORD" "$SAID/stderr"
    expect_no_match wrong "$SAID/stderr"
}
check "minisign's key with a password signs" their_key

our_key() {
    a_report
    HULLMARK_SEAL_PASSWORD=$password expect_exit 0 hullmark seal keygen --key-file k.key --public-key k.pub
    printf '%s\n' "$password" | minisign -S -s k.key -m report.sarif
    expect_exit 0 hullmark seal verify report.sarif --public-key k.pub
}
check "our key with a password signs by minisign" our_key

changed() {
    keys
    expect_exit 0 hullmark seal report.sarif --key-file k.key
    printf ' ' >>report.sarif
    expect_exit 1 hullmark seal verify report.sarif --public-key k.pub
    expect_match "not of these bytes" "$SAID/stderr"
    expect_exit 0 hullmark seal keygen --key-file other.key --public-key other.pub
    expect_exit 1 hullmark seal verify report.sarif --public-key other.pub
    expect_match "another key" "$SAID/stderr"
    sed -i '3s/report/REPORT/' report.sarif.minisig
    expect_exit 1 hullmark seal verify report.sarif --public-key k.pub
}
check "a changed report, comment or key" changed

keeps() {
    keys
    cp k.key before
    expect_exit 3 hullmark seal keygen --key-file k.key --public-key new.pub
    expect_exit 3 hullmark seal keygen --key-file new.key --public-key k.pub
    cmp k.key before
    expect_exit 1 test -e new.key
}
check "no key is replaced" keeps

unsealed() {
    keys
    expect_exit 3 hullmark seal verify report.sarif --public-key k.pub
    expect_match "report.sarif.minisig" "$SAID/stderr"
    expect_exit 2 hullmark seal verify report.sarif
    expect_exit 2 hullmark seal report.sarif
    expect_exit 2 hullmark seal
    expect_exit 2 hullmark seal report.sarif --key-file k.key --comment "$(printf 'a\nb')"
}
check "what is missing is said" unsealed
