/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/shell.h"
#include "tests/dockerfile/shell_dump.h"

static const struct {
    const char *text;
    const char *expected;
} cases[] = {
    { "A-B -C 'd e' \"f `\"g\"; H-I | J", "A-B -C <d e> <f \"g> ; H-I | J" },
    { "A-B `\n -C d # e\nF", "A-B -C d ; F" },
    { "$x = A-B c; & 'C:\\d e\\f.exe' /S", "A-B c ; <C:\\d e\\f.exe> /S" },
    { "if ($a) { B } else { C }", "{b}B / {b}C" },
    { "if (A b) { C } elseif (D) { E }; F", "{c}A b / {b}C / {c}D / {b}E ; F" },
    { "A && B || C > d 2>&1", "A && B || C >d >&1" },
    { "A *> d", "A >d" },
    { "A <# b; c #> d", "A d" },
    { "A 'b''c' @'\nd \"e\n'@ f", "A b'c <d \"e> f" },
    { "A @\"\n\"@ @\"\r\nb $(C)\r\n\"@", "A <> <b $(C)> / {u}C" },
    { "A `\tb", "A <\tb>" },
    { "A 'b", "A b (cut)" },
    { "A @'\nb", "A b (cut)" },
    { "iex (iwr 'https://a/b' -UseBasicParsing)",
      "iex <(iwr 'https://a/b' -UseBasicParsing)> / {u}iwr https://a/b -UseBasicParsing" },
    { "iex ((New-Object Net.WebClient).DownloadString('https://a'))",
      "iex <((New-Object Net.WebClient).DownloadString('https://a'))> / {u}New-Object "
      "Net.WebClient / {u}.DownloadString https://a" },
    { "(New-Object Net.WebClient).DownloadString('https://a') | iex",
      "{u}New-Object Net.WebClient / .DownloadString https://a | iex" },
    { "$w.DownloadFile(\"$u/a\", 'b')", ".DownloadFile $u/a b" },
    { "[Net.ServicePointManager]::ServerCertificateValidationCallback = { $true }",
      "[Net.ServicePointManager]::ServerCertificateValidationCallback=<{ $true }>" },
    { "[IO.File]::WriteAllText('a', 'b')", "::WriteAllText a b" },
    { "$env:A = 'b c'; [string]$d = \"e\"; $f += 1", "env:A=<b c> ; d=e ; f=1" },
    { "$a = $b + 1", "a=<$b + 1>" },
    { "$a = if ($b) { C }", "{b}C" },
    { "'a' | B; 1..3 | C", "| B | C" },
    { "7z x a", "7z x a" },
    { "A b, 'c d',e", "A b <c d> e" },
    { "A \"b $(C \"d\") e\" $(F)", "A <b $(C \"d\") e> $(F) / {u}C d / {u}F" },
    { "A @{ B = 'c'; D = (E) }", "A <@{ B = 'c'; D = (E) }> / {u}E" },
    { "A | ForEach-Object { B $_; C }", "A | ForEach-Object <{ B $_; C }> / {b}B $_ ; {b}C" },
    { "foreach ($a in $b) { C }; A | foreach { B }", "{b}C ; A | foreach <{ B }> / {b}B" },
    { "switch ($a) { 'b' { C } default { D } }", "{b}C / {b}D" },
    { "try { A } catch [B.C], [D] { E } finally { F }", "A / {b}E / F" },
    { "do { A } while ($b); while (C) { D }", "A / {c}C / {b}D" },
    { "function f($a) { B }; param($x); return C", "{f}B ; C" },
    { "& { A; B }; . ./c.ps1 d", "A ; B ; ./c.ps1 d" },
    { "A `\r\n b\r\nC", "A b ; C" },
    { "A |\n B &&\n C", "A | B && C" },
    { "A & B", "A & B" },
    { "iex 'A b; C'", "iex <A b; C> / {w}A b ; {w}C" },
    { "iex $a", "iex $a" },
    { "Start-Process -FilePath msiexec.exe -ArgumentList '/i', 'a.msi' -NoNewWindow -Wait",
      "Start-Process -FilePath msiexec.exe -ArgumentList /i a.msi -NoNewWindow -Wait / "
      "{w}msiexec.exe /i a.msi" },
    { "cmd /c \"a & b\"", "cmd /c <a & b> / {w}a ; {w}b" },
    { "cmd /S/C \"a && b\"", "cmd /S/C <a && b> / {w}a && {w}b" },
    { "pwsh -nop -c \"A; B\"", "pwsh -nop -c <A; B> / {w}A ; {w}B" },
    { "powershell -EncodedCommand QQA= A", "powershell -EncodedCommand QQA= A / {we}A" },
    { "powershell -enc QQA=", "powershell -enc QQA= / {we}A" },
    { "powershell -ep bypass -File a.ps1 -c B", "powershell -ep bypass -File a.ps1 -c B" },
    { "pwsh a.ps1 -c B", "pwsh a.ps1 -c B" },
    { "A 'é' \"ü`ö\"", "A é üö" },
    { "} A ) B", "A / B" },
};

Test(shell_powershell, reads)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_shell_text text = { .text = hm_str_c(cases[i].text) };
        struct hm_shell shell = { .dialect = HM_SHELL_POWERSHELL };
        struct hm_script script;
        hm_shell_parse(hm_shell_parser_new(&arena), &text, &shell, &script);
        const char *dump = dump_script(&got, &script);
        cr_expect_str_eq(dump, cases[i].expected, "%s\n got: %s\nwant: %s", cases[i].text, dump,
                         cases[i].expected);
    }
}
