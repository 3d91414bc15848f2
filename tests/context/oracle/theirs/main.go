// SPDX-License-Identifier: Apache-2.0

// What moby/patternmatcher and fsutil, the libraries that a build uses, make of an ignore file.
// Reads and writes the lines that answer.c does.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"sort"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
)

type question struct {
	Content string   // of the ignore file, hex
	Paths   []string // hex
	Root    string   // a folder to walk, or empty
}

type answer struct {
	Error   bool     `json:"error"`   // the file is refused as a whole
	Ignored []string `json:"ignored"` // "yes", "no", "fails" for each path
	Sent    []string `json:"sent"`    // files that a build of the folder would send, hex; "fails" alone
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<24), 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		line, _ := json.Marshal(ask(q))
		out.Write(append(line, '\n'))
	}
}

func ask(q question) answer {
	a := answer{Ignored: []string{}, Sent: []string{}}
	content, _ := hex.DecodeString(q.Content)
	patterns, err := ignorefile.ReadAll(bytes.NewReader(content))
	if err != nil {
		a.Error = true
		return a
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		a.Error = true
		return a
	}
	for _, p := range q.Paths {
		path, _ := hex.DecodeString(p)
		is, err := matcher.MatchesOrParentMatches(string(path))
		a.Ignored = append(a.Ignored, map[bool]string{true: "yes", false: "no"}[is])
		if err != nil {
			a.Ignored[len(a.Ignored)-1] = "fails"
		}
	}
	if q.Root != "" {
		a.Sent = walk(q.Root, patterns)
	}
	return a
}

func walk(root string, patterns []string) []string {
	sent := []string{}
	files, err := fsutil.NewFS(root)
	if err == nil {
		files, err = fsutil.NewFilterFS(files, &fsutil.FilterOpt{ExcludePatterns: patterns})
	}
	if err == nil {
		err = files.Walk(context.Background(), "", func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				sent = append(sent, hex.EncodeToString([]byte(path)))
			}
			return err
		})
	}
	if err != nil {
		return []string{"fails"}
	}
	sort.Strings(sent)
	return sent
}
