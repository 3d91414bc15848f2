# SPDX-License-Identifier: Apache-2.0
# Makes C of files: awk -f embed.awk NAME FILE... defines a string NAME_<file's name without its end> for each.
BEGIN {
    prefix = ARGV[1]
    ARGV[1] = ""
    print "#include \"reports/html/html_assets.h\"\n"
}
FNR == 1 {
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\..*/, "", name)
    printf "%sconst char %s_%s[] =\n", (NR == 1 ? "" : ";\n\n"), prefix, name
}
{
    gsub(/\\/, "&&")
    gsub(/"/, "\\\"")
    gsub(/\?/, "\\?")
    gsub(/\t/, "\\t")
    printf "    \"%s\\n\"\n", $0
}
END { print ";" }
