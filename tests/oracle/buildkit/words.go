// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// question is a word to expand, as generate.py --words makes it.
type question struct {
	Word   string            `json:"word"`
	Env    map[string]string `json:"env"`
	Escape string            `json:"escape"`
	Raw    bool              `json:"raw"`   // keep quotes and escapes
	Unset  bool              `json:"unset"` // keep references to what is not set
}

type answer struct {
	question
	Value      string   `json:"value"`
	Error      string   `json:"error,omitempty"`
	Words      []string `json:"words"`
	WordsError string   `json:"words_error,omitempty"`
}

type environment map[string]string

func (e environment) Get(name string) (string, bool) {
	value, ok := e[name]
	return value, ok
}

func (e environment) Keys() []string { return nil }

func expand(q question) answer {
	a := answer{question: q}
	lex := shell.NewLex(rune(q.Escape[0]))
	lex.RawQuotes, lex.RawEscapes, lex.SkipUnsetEnv = q.Raw, q.Raw, q.Unset
	value, _, err := lex.ProcessWord(q.Word, environment(q.Env))
	if err != nil {
		a.Error = err.Error()
	} else {
		a.Value = value
	}
	words, err := lex.ProcessWords(q.Word, environment(q.Env))
	if err != nil {
		a.WordsError = err.Error()
	} else {
		a.Words = words
	}
	return a
}

func expandAll(in *bufio.Scanner, out *json.Encoder) {
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(1)
		}
		if err := out.Encode(expand(q)); err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(1)
		}
	}
}
