// SPDX-License-Identifier: Apache-2.0

// Command unicode writes plugin/base/unicode.def: the properties of characters as Go knows them,
// because BuildKit decides with Go's tables what a space, a name or a printable character is.
//
//	go run ./unicode >../../plugin/base/unicode.def
package main

import (
	"fmt"
	"strconv"
	"unicode"
)

func ranges(macro string, has func(rune) bool) {
	fmt.Printf("#ifdef %s\n", macro)
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !has(r) {
			continue
		}
		first := r
		for r < unicode.MaxRune && has(r+1) {
			r++
		}
		fmt.Printf("%s(0x%x, 0x%x)\n", macro, first, r)
	}
	fmt.Printf("#endif\n")
}

func mapping(macro string, to func(rune) rune) {
	fmt.Printf("#ifdef %s\n", macro)
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		delta := to(r) - r
		if delta == 0 {
			continue
		}
		first, last, step := r, r, rune(1)
		if to(r+1) == r+1 && to(r+2)-(r+2) == delta {
			step = 2
		}
		for to(last+step)-(last+step) == delta && (step == 1 || to(last+1) == last+1) {
			last += step
		}
		fmt.Printf("%s(0x%x, 0x%x, %d, %d)\n", macro, first, last, step, delta)
		r = last
	}
	fmt.Printf("#endif\n")
}

func main() {
	fmt.Printf("/* SPDX-License-Identifier: Apache-2.0 */\n")
	fmt.Printf("/* Characters from U+0080 on, Unicode %s; written by tests/oracle/unicode. */\n", unicode.Version)
	ranges("LETTER", unicode.IsLetter)
	ranges("DIGIT", unicode.IsDigit)
	ranges("PRINT", strconv.IsPrint)
	mapping("LOWER", unicode.ToLower)
	mapping("UPPER", unicode.ToUpper)
}
