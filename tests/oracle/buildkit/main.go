// SPDX-License-Identifier: Apache-2.0

// Command oracle prints what BuildKit's own parser, instruction and conversion packages make of Dockerfiles, one
// JSON object a line. File names come on standard input, relative to the first argument; the second is a file of
// image configurations by reference, and the rest are build arguments, NAME=VALUE; without a second nothing is built. With -words, the lines of
// standard input are words to expand instead.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type heredoc struct {
	Name    string `json:"name"`
	FD      uint   `json:"fd"`
	Expand  bool   `json:"expand"`
	Chomp   bool   `json:"chomp"`
	Content string `json:"content"`
}

type node struct {
	Cmd      string    `json:"cmd"`
	Start    int       `json:"start"`
	End      int       `json:"end"`
	Dump     string    `json:"dump"`
	Original string    `json:"original"`
	Flags    []string  `json:"flags,omitempty"`
	JSON     bool      `json:"json,omitempty"`
	Args     []string  `json:"args"`
	Heredocs []heredoc `json:"heredocs,omitempty"`
	Comments []string  `json:"prev_comments,omitempty"`
}

type warning struct {
	Msg  string `json:"msg"`
	Line int    `json:"line"`
}

type refusal struct {
	Msg  string `json:"msg"`
	Line int    `json:"line,omitempty"`
}

type report struct {
	File     string    `json:"file"`
	SHA256   string    `json:"sha256"`
	OK       bool      `json:"ok"`
	Error    string    `json:"error,omitempty"`
	ErrLine  int       `json:"error_line,omitempty"`
	Escape   string    `json:"escape,omitempty"`
	Start    int       `json:"start,omitempty"`
	End      int       `json:"end,omitempty"`
	AST      string    `json:"ast,omitempty"`
	Nodes    []node    `json:"nodes,omitempty"`
	Warnings []warning `json:"warnings,omitempty"`
	InstrOK  bool      `json:"instructions_ok"`
	InstrErr *refusal  `json:"instructions_error,omitempty"`
	Stages   int       `json:"stages,omitempty"`
	Syntax   *syntax   `json:"syntax,omitempty"`
	Builds   []build   `json:"builds,omitempty"`
}

// syntax is the frontend that a file asks for.
type syntax struct {
	Ref     string `json:"ref"`
	Cmdline string `json:"cmdline"`
	Line    int    `json:"line"`
}

// line is where an error points to first; 0 when it points nowhere.
func line(err error) int {
	var located *parser.LocationError
	if errors.As(err, &located) {
		for _, ranges := range located.Locations {
			for _, r := range ranges {
				return r.Start.Line
			}
		}
	}
	return 0
}

func args(n *parser.Node) []string {
	list := []string{}
	for x := n.Next; x != nil; x = x.Next {
		if len(x.Children) > 0 {
			list = append(list, x.Dump())
		} else {
			list = append(list, x.Value)
		}
	}
	return list
}

func tree(r *report, result *parser.Result) {
	r.Escape = string(result.EscapeToken)
	r.Start, r.End = result.AST.StartLine, result.AST.EndLine
	r.AST = result.AST.Dump()
	for _, c := range result.AST.Children {
		n := node{
			Cmd: c.Value, Start: c.StartLine, End: c.EndLine, Dump: c.Dump(), Original: c.Original,
			Flags: c.Flags, JSON: c.Attributes["json"], Args: args(c), Comments: c.PrevComment,
		}
		for _, h := range c.Heredocs {
			n.Heredocs = append(n.Heredocs, heredoc{h.Name, h.FileDescriptor, h.Expand, h.Chomp, h.Content})
		}
		r.Nodes = append(r.Nodes, n)
	}
	for _, w := range result.Warnings {
		r.Warnings = append(r.Warnings, warning{w.Short, w.Location.Start.Line})
	}
}

func detect(text []byte) *syntax {
	ref, cmdline, where, ok := parser.DetectSyntax(text)
	if !ok {
		return nil
	}
	return &syntax{ref, cmdline, where[0].Start.Line}
}

func judge(name string, text []byte, args map[string]string, configs map[string]json.RawMessage) (r report) {
	sum := sha256.Sum256(text)
	r = report{File: name, SHA256: hex.EncodeToString(sum[:]), Syntax: detect(text)}
	var names []string
	defer func() {
		if configs != nil {
			r.Builds = builds(text, names, args, configs)
		}
	}()
	result, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		r.Error, r.ErrLine = err.Error(), line(err)
		return r
	}
	r.OK = true
	tree(&r, result)
	stages, _, err := instructions.Parse(result.AST, linter.New(&linter.Config{}))
	if err != nil {
		r.InstrErr = &refusal{err.Error(), line(err)}
		return r
	}
	r.InstrOK = true
	r.Stages = len(stages)
	for _, stage := range stages {
		names = append(names, stage.Name)
	}
	return r
}

func load(path string) (configs map[string]json.RawMessage) {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &configs)
	}
	if err != nil {
		fail(err)
	}
	return configs
}

func fail(what ...any) {
	fmt.Fprintln(os.Stderr, append([]any{"oracle:"}, what...)...)
	os.Exit(1)
}

func main() {
	if len(os.Args) < 2 {
		fail("name a folder")
	}
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if os.Args[1] == "-words" {
		expandAll(in, enc)
		return
	}
	var configs map[string]json.RawMessage
	args := map[string]string{}
	for i, arg := range os.Args[2:] {
		if i == 0 {
			configs = load(arg)
			continue
		}
		name, value, _ := strings.Cut(arg, "=")
		args[name] = value
	}
	for in.Scan() {
		text, err := os.ReadFile(filepath.Join(os.Args[1], in.Text()))
		if err != nil {
			fail(err)
		}
		if err := enc.Encode(judge(in.Text(), text, args, configs)); err != nil {
			fail(in.Text(), err)
		}
	}
}
