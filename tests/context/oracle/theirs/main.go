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
	gofs "io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/containerd/continuity/fs"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
	fscopy "github.com/tonistiigi/fsutil/copy"
)

type question struct {
	Content string   // of the ignore file, hex
	Paths   []string // hex
	Root    string   // a folder to walk, or empty
	Copies  []copying
}

// A COPY of what a build of the folder would send.
type copying struct {
	Source   string   // hex
	Excludes []string // hex
	Parents  bool
}

type answer struct {
	Error   bool       `json:"error"`   // the file is refused as a whole
	Ignored []string   `json:"ignored"` // "yes", "no", "fails" for each path
	Sent    []string   `json:"sent"`    // files that a build of the folder would send, hex; "fails" alone
	Copied  [][]string `json:"copied"`  // what each of the copies takes, hex; "fails" alone
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
	a := answer{Ignored: []string{}, Sent: []string{}, Copied: [][]string{}}
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
		a.Copied = copyAll(q, a.Sent)
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
		err = files.Walk(context.Background(), "", func(path string, entry gofs.DirEntry, err error) error {
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

// Makes the tree that a build would receive, and copies out of it as its COPY does.
func copyAll(q question, sent []string) [][]string {
	all := [][]string{}
	root, err := os.MkdirTemp("", "sent")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(root)
	for _, name := range sent {
		p, _ := hex.DecodeString(name)
		if name == "fails" || len(p) == 0 {
			continue
		}
		to := filepath.Join(root, string(p))
		os.MkdirAll(filepath.Dir(to), 0o755)
		if link, err := os.Readlink(filepath.Join(q.Root, string(p))); err == nil {
			os.Symlink(link, to)
		} else {
			os.WriteFile(to, nil, 0o644)
		}
	}
	for _, c := range q.Copies {
		all = append(all, copyOne(root, c))
	}
	return all
}

// What dispatchCopy of BuildKit's frontend and docopy of its solver do with one source.
func copyOne(root string, c copying) []string {
	decoded, _ := hex.DecodeString(c.Source)
	src := string(decoded)
	info := fscopy.CopyInfo{CopyDirContents: true, FollowLinks: true}
	for _, e := range c.Excludes {
		exclude, _ := hex.DecodeString(e)
		info.ExcludePatterns = append(info.ExcludePatterns, string(exclude))
	}
	if c.Parents {
		parent, pattern, ok := strings.Cut(src, "/./")
		if !ok {
			pattern, parent = src, "/"
		}
		src = parent
		info.IncludePatterns = []string{strings.TrimPrefix(path.Join("/", pattern), "/")}
	}
	taken := map[string]bool{}
	matches, err := fscopy.ResolveWildcards(root, path.Join("/", src), true)
	if err != nil {
		return []string{"fails"}
	}
	for _, match := range matches {
		to, err := os.MkdirTemp("", "copied")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(to)
		from, err := fs.RootPath(root, match)
		if err == nil {
			err = fscopy.Copy(context.Background(), root, match, to, "/", fscopy.WithCopyInfo(info))
		}
		if err != nil {
			return []string{"fails"}
		}
		base, _ := filepath.Rel(root, from)
		stat, err := os.Lstat(from)
		isFolder := err == nil && stat.IsDir()
		filepath.WalkDir(to, func(p string, entry gofs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				rel, _ := filepath.Rel(to, p)
				if isFolder {
					taken[filepath.Join(base, rel)] = true
				} else {
					taken[base] = true
				}
			}
			return err
		})
	}
	list := []string{}
	for p := range taken {
		list = append(list, hex.EncodeToString([]byte(p)))
	}
	sort.Strings(list)
	return list
}
