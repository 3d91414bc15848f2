// SPDX-License-Identifier: Apache-2.0

// Command speed times BuildKit's parser inside one process. speed ROUNDS reads the files named on standard
// input, a line each, and prints as JSON the nanoseconds that a round over all of them takes, round by round:
// "parse" is the parser alone, "instructions" the parser and what reads its tree into stages.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type figures struct {
	Files        int     `json:"files"`
	Bytes        int     `json:"bytes"`
	Parse        []int64 `json:"parse"`
	Instructions []int64 `json:"instructions"`
}

func round(texts [][]byte, isWhole bool) int64 {
	start := time.Now()
	for _, text := range texts {
		result, err := parser.Parse(bytes.NewReader(text))
		if err == nil && isWhole {
			// A file that is refused was worked on like any other.
			_, _, _ = instructions.Parse(result.AST, linter.New(&linter.Config{}))
		}
	}
	return time.Since(start).Nanoseconds()
}

func main() {
	rounds := 0
	if len(os.Args) == 2 {
		rounds, _ = strconv.Atoi(os.Args[1])
	}
	if rounds <= 0 {
		fmt.Fprintln(os.Stderr, "usage: speed ROUNDS <NAMES")
		os.Exit(2)
	}
	var f figures
	var texts [][]byte
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		text, err := os.ReadFile(in.Text())
		if err != nil {
			fmt.Fprintln(os.Stderr, "speed:", err)
			os.Exit(1)
		}
		texts = append(texts, text)
		f.Bytes += len(text)
	}
	f.Files = len(texts)
	for i := 0; i < rounds; i++ {
		f.Parse = append(f.Parse, round(texts, false))
		f.Instructions = append(f.Instructions, round(texts, true))
	}
	_ = json.NewEncoder(os.Stdout).Encode(f)
}
