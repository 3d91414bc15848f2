// SPDX-License-Identifier: Apache-2.0

// Command lint prints what BuildKit's own linter says of Dockerfiles, one JSON object a line. File names come on
// standard input, relative to the first argument. Every base image is taken for an empty one of linux/amd64.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
)

type finding struct {
	Rule string `json:"rule"`
	Line int32  `json:"line"`
}

type report struct {
	File  string    `json:"file"`
	Error string    `json:"error,omitempty"`
	Lint  []finding `json:"lint"`
}

// resolver knows no image: each is as good as any other.
type resolver struct{}

func (resolver) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, "", []byte(`{"os":"linux","architecture":"amd64","config":{},"rootfs":{"type":"layers"}}`), nil
}

func judge(name string, text []byte) report {
	r := report{File: name, Lint: []finding{}}
	caps := pb.Caps.CapSet(pb.Caps.All())
	results, err := dockerfile2llb.DockerfileLint(context.Background(), text, dockerfile2llb.ConvertOpt{
		SourceMap:    &llb.SourceMap{Definition: &llb.Definition{}, Filename: name, Language: "Dockerfile", Data: text},
		MetaResolver: resolver{}, LLBCaps: &caps,
	})
	if err != nil {
		r.Error = err.Error()
		return r
	}
	if results.Error != nil {
		r.Error = results.Error.Message
	}
	for _, w := range results.Warnings {
		f := finding{Rule: w.RuleName, Line: 1}
		if ranges := w.Location.GetRanges(); len(ranges) > 0 {
			f.Line = ranges[0].Start.Line
		}
		r.Lint = append(r.Lint, f)
	}
	return r
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: lint FOLDER <NAMES")
		os.Exit(2)
	}
	out := json.NewEncoder(os.Stdout)
	names := bufio.NewScanner(os.Stdin)
	for names.Scan() {
		text, err := os.ReadFile(filepath.Join(os.Args[1], names.Text()))
		if err == nil {
			err = out.Encode(judge(names.Text(), text))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
