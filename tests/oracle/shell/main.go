// SPDX-License-Identifier: Apache-2.0

// Command shell prints what mvdan.cc/sh makes of shell scripts, one JSON object a line, as `hullmark ast --shell`
// does. File names come on standard input, relative to the first argument; the second is the dialect, sh or bash.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

type word struct {
	Text    string `json:"text"`
	Literal bool   `json:"literal"`
	Quoted  bool   `json:"quoted"`
	Span    [2]int `json:"span"`
}

type assignment struct {
	Name  string `json:"name"`
	Value word   `json:"value"`
}

type redirection struct {
	Kind   string `json:"kind"`
	FD     int    `json:"fd"`
	Target word   `json:"target"`
}

// command holds indexes of other commands, or -1.
type command struct {
	Words       []word        `json:"words"`
	Assignments []assignment  `json:"assignments"`
	Redirects   []redirection `json:"redirects"`
	Link        string        `json:"link"`
	Pipeline    int           `json:"pipeline"`
	Input       int           `json:"input"`
	Owner       int           `json:"owner"`
	Flags       []string      `json:"flags"`
	Span        [2]int        `json:"span"`
}

type report struct {
	File     string     `json:"file"`
	Dialect  string     `json:"dialect"`
	OK       bool       `json:"ok"`
	Error    string     `json:"error,omitempty"`
	Commands []*command `json:"commands"`
}

// state is what holds for the commands at one place.
type state struct {
	flags    map[string]bool
	owner    *command
	input    *command
	link     string
	pipeline int
	prefix   []word // time, in front of the command
}

func (s state) with(flags ...string) state {
	all := map[string]bool{}
	for flag := range s.flags {
		all[flag] = true
	}
	for _, flag := range flags {
		all[flag] = true
	}
	s.flags = all
	s.prefix = nil
	return s
}

func (s state) first(link string) state {
	s.link = link
	s.pipeline = -1
	s.prefix = nil
	return s
}

type reader struct {
	src       []byte
	made      []*command
	owners    map[*command]*command
	inputs    map[*command]*command
	last      *command
	pipelines int
}

func span(n syntax.Node) [2]int {
	return [2]int{int(n.Pos().Offset()), int(n.End().Offset())}
}

// span leaves out line continuations at the end: the parser puts a node's end before, within or behind them.
func (r *reader) span(n syntax.Node) [2]int {
	at := span(n)
	for at[1] > at[0] {
		end := at[1]
		if r.src[end-1] == '\n' {
			end--
		} else if end == len(r.src) || r.src[end] != '\n' {
			break
		}
		slashes := 0
		for end-slashes > at[0] && r.src[end-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			break
		}
		at[1] = end - 1
	}
	for at[1]-at[0] > 1 && string(r.src[at[0]:at[0]+2]) == "\\\n" {
		at[0] += 2
	}
	return at
}

func (r *reader) raw(n syntax.Node) string {
	at := r.span(n)
	return string(r.src[at[0]:at[1]])
}

func unescape(s string, inDouble bool) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if s[i+1] == '\n' {
				i++
				continue
			}
			if !inDouble || strings.IndexByte("$`\"\\", s[i+1]) >= 0 {
				i++
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// part adds a word's part as quote removal leaves it.
func (r *reader) part(w *word, part syntax.WordPart, inDouble bool) {
	switch x := part.(type) {
	case *syntax.Lit:
		raw := r.raw(x)
		w.Quoted = w.Quoted || strings.Contains(strings.ReplaceAll(raw, "\\\n", ""), "\\")
		w.Text += unescape(raw, inDouble)
	case *syntax.SglQuoted:
		w.Quoted = true
		text := x.Value
		if x.Dollar {
			text, _, _ = expand.Format(nil, text, nil)
		}
		w.Text += text
	case *syntax.DblQuoted:
		w.Quoted = true
		for _, inner := range x.Parts {
			r.part(w, inner, true)
		}
	case *syntax.ExtGlob:
		w.Literal = w.Literal && !strings.ContainsAny(x.Pattern.Value, "$`")
		w.Text += r.raw(x)
	default:
		w.Literal = false
		text := r.raw(x)
		if p, ok := x.(*syntax.ParamExp); ok && p.Short {
			text = strings.ReplaceAll(text, "\\\n", "")
		}
		w.Text += text
	}
}

func (r *reader) word(n *syntax.Word) word {
	w := word{Literal: true}
	if n == nil {
		return w
	}
	w.Span = r.span(n)
	for _, part := range n.Parts {
		r.part(&w, part, false)
	}
	return w
}

// inside lists the commands of the substitutions in a node.
func (r *reader) inside(n syntax.Node, s state) {
	inner := s.with("substitution").first("first")
	delete(inner.flags, "negated")
	inner.input = nil
	last := r.last
	syntax.Walk(n, func(at syntax.Node) bool {
		switch x := at.(type) {
		case *syntax.CmdSubst:
			r.list(x.Stmts, inner)
			return false
		case *syntax.ProcSubst:
			r.list(x.Stmts, inner)
			return false
		}
		return true
	})
	r.last = last
}

func (r *reader) assigned(a *syntax.Assign) word {
	switch {
	case a.Array != nil:
		w := word{Literal: true, Span: r.span(a.Array), Text: r.raw(a.Array)}
		for _, e := range a.Array.Elems {
			if e.Index != nil {
				w.Literal = w.Literal && !strings.ContainsAny(r.raw(e.Index), "$`")
			}
			if e.Value != nil {
				w.Literal = w.Literal && r.word(e.Value).Literal
			}
		}
		return w
	case a.Value != nil:
		return r.word(a.Value)
	}
	end := int(a.End().Offset())
	if r.src[end-1] != '=' { // the parser forgets the + of +=
		end++
	}
	return word{Literal: true, Span: [2]int{end, end}}
}

// whole is an assignment that stands among the words of export, declare and their like.
func (r *reader) whole(a *syntax.Assign) word {
	value := r.assigned(a)
	if a.Naked && a.Name == nil {
		return value
	}
	w := word{Literal: value.Literal, Quoted: value.Quoted, Span: r.span(a)}
	w.Text = a.Name.Value
	if a.Naked {
		if a.Index != nil {
			w.Text = r.raw(a)
		}
		return w
	}
	if a.Array == nil && a.Value == nil {
		w.Span[1] = value.Span[0]
	}
	w.Text = strings.ReplaceAll(string(r.src[w.Span[0]:value.Span[0]]), "\\\n", "") + value.Text
	return w
}

var kinds = map[syntax.RedirOperator]string{
	syntax.RdrIn: "in", syntax.RdrInOut: "in", syntax.RdrOut: "out", syntax.RdrClob: "out", syntax.RdrAll: "out",
	syntax.AppOut: "append", syntax.AppAll: "append", syntax.Hdoc: "heredoc", syntax.DashHdoc: "heredoc",
	syntax.WordHdoc: "string", syntax.DplIn: "dup", syntax.DplOut: "dup",
}

func isFD(s string) bool {
	if s == "" {
		return false
	}
	s = strings.TrimSuffix(s, "-")
	return strings.Trim(s, "0123456789") == ""
}

func (r *reader) redirect(at *syntax.Redirect) redirection {
	made := redirection{FD: -1, Kind: kinds[at.Op]}
	if at.N != nil {
		fmt.Sscanf(at.N.Value, "%d", &made.FD)
	}
	made.Target = r.word(at.Word)
	if made.Kind == "dup" && made.Target.Literal && !isFD(made.Target.Text) {
		made.Kind = "out"
	}
	if made.Kind == "heredoc" {
		quoted := made.Target.Quoted
		made.Target = word{Literal: true, Quoted: quoted}
		if at.Hdoc != nil {
			// The node goes on to the delimiter, which is no part of the body.
			text := r.raw(at.Hdoc)
			text = text[:strings.LastIndexByte(text, '\n')+1]
			from := int(at.Hdoc.Pos().Offset())
			made.Target.Span = [2]int{from, from + len(text)}
			if at.Op == syntax.DashHdoc {
				lines := strings.SplitAfter(text, "\n")
				for i, line := range lines {
					lines[i] = strings.TrimLeft(line, "\t")
				}
				text = strings.Join(lines, "")
			}
			made.Target.Text = text
			if text == "" {
				made.Target.Span = [2]int{}
			}
			for _, part := range at.Hdoc.Parts {
				if _, ok := part.(*syntax.Lit); !ok {
					made.Target.Literal = false
				}
			}
		}
	}
	return made
}

// simple adds a command of its words; nodes are where its substitutions stand.
func (r *reader) simple(c *command, st *syntax.Stmt, s state, nodes []syntax.Node) {
	if s.pipeline < 0 {
		r.pipelines++
		s.pipeline = r.pipelines
	}
	c.Link, c.Pipeline = s.link, s.pipeline
	c.Flags, c.Redirects = []string{}, []redirection{}
	if c.Assignments == nil {
		c.Assignments = []assignment{}
	}
	if c.Words == nil {
		c.Words = []word{}
	}
	for _, w := range c.Words {
		cover(c, w.Span)
	}
	for flag, on := range s.flags {
		if on {
			c.Flags = append(c.Flags, flag)
		}
	}
	sort.Strings(c.Flags)
	r.owners[c], r.inputs[c] = s.owner, s.input
	r.made = append(r.made, c)
	for _, at := range st.Redirs {
		c.Redirects = append(c.Redirects, r.redirect(at))
		cover(c, [2]int{int(at.Pos().Offset()), r.span(at.Word)[1]})
		nodes = append(nodes, at.Word)
		if at.Hdoc != nil {
			nodes = append(nodes, at.Hdoc)
		}
	}
	inner := s
	inner.owner = c
	for _, n := range nodes {
		r.inside(n, inner)
	}
	r.last = c
}

func cover(c *command, at [2]int) {
	if c.Span == [2]int{} {
		c.Span = at
	}
	c.Span[0], c.Span[1] = min(c.Span[0], at[0]), max(c.Span[1], at[1])
}

func (r *reader) call(x *syntax.CallExpr, st *syntax.Stmt, s state) {
	c := &command{Words: append([]word{}, s.prefix...)}
	var nodes []syntax.Node
	if x != nil {
		for _, a := range x.Assigns {
			nodes = append(nodes, a)
			cover(c, r.span(a))
			cover(c, r.assigned(a).Span)
			if len(s.prefix) > 0 {
				c.Words = append(c.Words, r.whole(a))
				continue
			}
			c.Assignments = append(c.Assignments, assignment{a.Name.Value, r.assigned(a)})
		}
		for _, a := range x.Args {
			nodes = append(nodes, a)
			c.Words = append(c.Words, r.word(a))
		}
	}
	r.simple(c, st, s, nodes)
}

func (r *reader) lit(from int, text string) word {
	return word{Text: text, Literal: true, Span: [2]int{from, from + len(text)}}
}

// test lists the words of [[ … ]], operators and all.
func (r *reader) test(x syntax.TestExpr, words []word) []word {
	switch x := x.(type) {
	case *syntax.Word:
		return append(words, r.word(x))
	case *syntax.UnaryTest:
		op := int(x.OpPos.Offset())
		text := x.Op.String()
		if r.src[op] != '!' { // -a and -e are one to the parser, -h and -L too
			text = string(r.src[op : op+2])
		}
		return r.test(x.X, append(words, r.lit(op, text)))
	case *syntax.BinaryTest:
		op := int(x.OpPos.Offset())
		words = append(r.test(x.X, words), r.lit(op, x.Op.String()))
		return r.test(x.Y, words)
	case *syntax.ParenTest:
		words = append(words, r.lit(int(x.Lparen.Offset()), "("))
		return append(r.test(x.X, words), r.lit(int(x.Rparen.Offset()), ")"))
	}
	return words
}

func (r *reader) loose(s state, nodes ...syntax.Node) {
	for _, n := range nodes {
		r.inside(n, s)
	}
}

// compoundRedirects lists what stands in the redirections of a compound command.
func (r *reader) compoundRedirects(st *syntax.Stmt, s state) {
	for _, at := range st.Redirs {
		r.loose(s, at.Word)
		if at.Hdoc != nil {
			r.loose(s, at.Hdoc)
		}
	}
}

// firstPipeline is the first of a list of pipelines that && and || join.
func firstPipeline(st *syntax.Stmt) *syntax.Stmt {
	for {
		x, ok := st.Cmd.(*syntax.BinaryCmd)
		if !ok || x.Op == syntax.Pipe || x.Op == syntax.PipeAll {
			return st
		}
		st = x.X
	}
}

// hoist takes `|| b` out of the body of `f() { a; } || b`, where the parser puts it and no shell does.
func hoist(st *syntax.Stmt) {
	f, ok := st.Cmd.(*syntax.FuncDecl)
	if !ok {
		return
	}
	if _, ok := f.Body.Cmd.(*syntax.BinaryCmd); !ok {
		return
	}
	first := f.Body
	for {
		x, ok := first.Cmd.(*syntax.BinaryCmd)
		if !ok {
			break
		}
		first = x.X
	}
	st.Cmd = f.Body.Cmd
	if st.Negated { // of the first pipeline
		at := firstPipeline(st)
		if at == first {
			defer func() { first.Negated = true }()
		} else {
			at.Negated = true
		}
		st.Negated = at == st
	}
	body := *first
	f.Body = &body
	*first = syntax.Stmt{Cmd: f, Position: f.Position}
}

// rotate makes `a | (f() { b; } && c)` what it is, `(a | f() { b; }) && c`.
func rotate(st *syntax.Stmt) {
	x, ok := st.Cmd.(*syntax.BinaryCmd)
	if !ok || x.Op == syntax.AndStmt || x.Op == syntax.OrStmt {
		return
	}
	if _, ok := x.Y.Cmd.(*syntax.FuncDecl); !ok {
		return
	}
	hoist(x.Y)
	top, ok := x.Y.Cmd.(*syntax.BinaryCmd)
	if !ok {
		return
	}
	first := top
	for {
		next, ok := first.X.Cmd.(*syntax.BinaryCmd)
		if !ok {
			break
		}
		first = next
	}
	joined := &syntax.BinaryCmd{Op: x.Op, OpPos: x.OpPos, X: x.X, Y: first.X}
	first.X = &syntax.Stmt{Cmd: joined, Position: x.X.Position}
	st.Cmd = top
	if st.Negated {
		st.Negated = false
		firstPipeline(st).Negated = true
	}
}

func (r *reader) statement(st *syntax.Stmt, s state) {
	hoist(st)
	rotate(st)
	if st.Negated {
		prefix := s.prefix
		s = s.with("negated")
		s.prefix = prefix
	}
	switch x := st.Cmd.(type) {
	case nil:
		r.call(nil, st, s)
		return
	case *syntax.CallExpr:
		r.call(x, st, s)
		return
	case *syntax.DeclClause:
		c := &command{Words: append(append([]word{}, s.prefix...), r.lit(int(x.Pos().Offset()), x.Variant.Value))}
		var nodes []syntax.Node
		for _, a := range x.Args {
			c.Words = append(c.Words, r.whole(a))
			nodes = append(nodes, a)
		}
		r.simple(c, st, s, nodes)
		return
	case *syntax.TestClause:
		words := r.test(x.X, append([]word{}, r.lit(int(x.Left.Offset()), "[[")))
		words = append(words, r.lit(int(x.Right.Offset()), "]]"))
		r.simple(&command{Words: words}, st, s, []syntax.Node{x})
		return
	case *syntax.TimeClause:
		words := []word{r.lit(int(x.Time.Offset()), "time")}
		if x.PosixFormat {
			rest := strings.TrimPrefix(string(r.src[x.Time.Offset():]), "time")
			at := strings.Index(rest, "-p")
			words = append(words, r.lit(int(x.Time.Offset())+4+at, "-p"))
		}
		if x.Stmt == nil {
			r.simple(&command{Words: words}, st, s, nil)
			return
		}
		s.prefix = append(s.prefix, words...)
		r.statement(x.Stmt, s)
		return
	case *syntax.BinaryCmd:
		r.binary(x, s)
		return
	}
	s.prefix = nil
	r.compound(st, s)
	r.compoundRedirects(st, s)
}

func (r *reader) binary(x *syntax.BinaryCmd, s state) {
	y := s
	y.prefix = nil
	if x.Op == syntax.AndStmt || x.Op == syntax.OrStmt {
		r.statement(x.X, s)
		y = y.first(map[bool]string{true: "and", false: "or"}[x.Op == syntax.AndStmt])
		r.statement(x.Y, y)
		return
	}
	if s.pipeline < 0 {
		r.pipelines++
		s.pipeline = r.pipelines
	}
	before := r.last
	r.last = nil
	r.statement(x.X, s)
	y.pipeline, y.link, y.input = s.pipeline, "pipe", r.last
	r.last = nil
	r.statement(x.Y, y)
	if r.last == nil {
		r.last = before
	}
}

func (r *reader) compound(st *syntax.Stmt, s state) {
	switch x := st.Cmd.(type) {
	case *syntax.Subshell:
		r.list(x.Stmts, s.with("subshell").first(s.link))
	case *syntax.Block:
		r.list(x.Stmts, s.first(s.link))
	case *syntax.IfClause:
		link := s.link
		for ; x != nil; x = x.Else {
			if len(x.Cond) > 0 {
				r.list(x.Cond, s.with("condition").first(link))
			}
			r.list(x.Then, s.with("branch").first("first"))
			link = "first"
		}
	case *syntax.WhileClause:
		r.list(x.Cond, s.with("condition").first(s.link))
		r.list(x.Do, s.with("branch").first("first"))
	case *syntax.ForClause:
		r.loose(s, x.Loop)
		r.list(x.Do, s.with("branch").first("first"))
	case *syntax.CaseClause:
		r.loose(s, x.Word)
		for _, item := range x.Items {
			for _, p := range item.Patterns {
				r.loose(s, p)
			}
			r.list(item.Stmts, s.with("branch").first("first"))
		}
	case *syntax.FuncDecl:
		body := s.with("function").first("first")
		body.input = nil
		r.statement(x.Body, body)
	case *syntax.ArithmCmd:
		r.loose(s, x.X)
	case *syntax.LetClause:
		from, to := int(x.Pos().Offset()), int(x.End().Offset())
		c := &command{}
		for at := from; at < to; {
			end := at
			for end < to && r.src[end] != ' ' {
				end++
			}
			if end > at {
				c.Words = append(c.Words, r.lit(at, string(r.src[at:end])))
			}
			at = end + 1
		}
		r.simple(c, st, s, nil)
	}
}

func (r *reader) list(stmts []*syntax.Stmt, s state) {
	for i, st := range stmts {
		if i > 0 {
			s = s.first("seq")
			if stmts[i-1].Background {
				s.link = "background"
			}
		}
		r.statement(st, s)
	}
}

func judge(name string, src []byte, dialect string) report {
	out := report{File: name, Dialect: dialect, Commands: []*command{}}
	lang := syntax.LangPOSIX
	if dialect == "bash" {
		lang = syntax.LangBash
	}
	file, err := syntax.NewParser(syntax.Variant(lang)).Parse(bytes.NewReader(src), "")
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.OK = true
	r := &reader{src: src, owners: map[*command]*command{}, inputs: map[*command]*command{}}
	r.list(file.Stmts, state{flags: map[string]bool{}, link: "first", pipeline: -1})
	sort.SliceStable(r.made, func(i, j int) bool { return r.made[i].Span[0] < r.made[j].Span[0] })
	index := map[*command]int{}
	numbers := map[int]int{}
	for i, c := range r.made {
		index[c] = i
	}
	at := func(c *command) int {
		if c == nil {
			return -1
		}
		return index[c]
	}
	for _, c := range r.made {
		if _, ok := numbers[c.Pipeline]; !ok {
			numbers[c.Pipeline] = len(numbers)
		}
		c.Pipeline = numbers[c.Pipeline]
		c.Owner, c.Input = at(r.owners[c]), at(r.inputs[c])
	}
	out.Commands = append(out.Commands, r.made...)
	return out
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: shell FOLDER sh|bash <NAMES")
		os.Exit(2)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	names := bufio.NewScanner(os.Stdin)
	names.Buffer(nil, 1<<20)
	for names.Scan() {
		text, err := os.ReadFile(filepath.Join(os.Args[1], names.Text()))
		if err != nil {
			fmt.Fprintln(os.Stderr, "shell:", err)
			os.Exit(1)
		}
		if err := out.Encode(judge(names.Text(), text, os.Args[2])); err != nil {
			fmt.Fprintln(os.Stderr, "shell:", err)
			os.Exit(1)
		}
	}
}
