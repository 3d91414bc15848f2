// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	digest "github.com/opencontainers/go-digest"
)

type health struct {
	Test          []string `json:"test"`
	Interval      int64    `json:"interval"`
	Timeout       int64    `json:"timeout"`
	StartPeriod   int64    `json:"start_period"`
	StartInterval int64    `json:"start_interval"`
	Retries       int      `json:"retries"`
}

type config struct {
	Platform   string            `json:"platform"`
	User       string            `json:"user"`
	Workdir    string            `json:"workdir"`
	Env        []string          `json:"env"`
	Ports      []string          `json:"ports"`
	Volumes    []string          `json:"volumes"`
	Entrypoint []string          `json:"entrypoint"`
	Cmd        []string          `json:"cmd"`
	Shell      []string          `json:"shell"`
	Labels     map[string]string `json:"labels"`
	Stopsignal string            `json:"stopsignal"`
	Health     *health           `json:"healthcheck"`
	Onbuild    []string          `json:"onbuild"`
}

type mount struct {
	Type     string `json:"type"`
	Source   string `json:"source"`
	Path     string `json:"path"`
	Target   string `json:"target"`
	Readonly bool   `json:"readonly"`
	ID       string `json:"id"`
	Env      string `json:"env"`
	Sharing  string `json:"sharing"`
	Required bool   `json:"required"`
}

type piece struct {
	Source  string   `json:"source"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Chown   string   `json:"chown"`
	Chmod   string   `json:"chmod"`
	Include []string `json:"include"`
	Exclude []string `json:"exclude"`
	Unpack  bool     `json:"unpack"`
	Content *string  `json:"content"`
}

type operation struct {
	Line     int      `json:"line"`
	Lines    []int    `json:"lines"` // of all instructions that would do exactly this
	Kind     string   `json:"kind"`
	Base     string   `json:"base"`
	Args     []string `json:"args,omitempty"`
	Env      []string `json:"env,omitempty"`
	Cwd      string   `json:"cwd,omitempty"`
	User     string   `json:"user,omitempty"`
	Network  string   `json:"network,omitempty"`
	Security string   `json:"security,omitempty"`
	Mounts   []mount  `json:"mounts,omitempty"`
	Copies   []piece  `json:"copies,omitempty"`
	Path     string   `json:"path,omitempty"`
}

type build struct {
	Target     string      `json:"target"`
	OK         bool        `json:"ok"`
	Error      string      `json:"error,omitempty"`
	Line       int         `json:"error_line,omitempty"`
	Images     []string    `json:"images,omitempty"`
	Config     *config     `json:"config,omitempty"`
	Operations []operation `json:"operations,omitempty"`
}

// resolver answers for every image from a table, and remembers what it was asked for.
type resolver struct {
	configs map[string]json.RawMessage
	mu      sync.Mutex
	asked   map[string]struct{}
}

func (r *resolver) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked[ref+" "+platforms.FormatAll(*opt.ImageOpt.Platform)] = struct{}{}
	text, ok := r.configs[ref]
	if !ok {
		text = r.configs["*"]
	}
	return ref, "", text, nil
}

func list(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

func keys(m map[string]struct{}) []string {
	return list(slices.Sorted(maps.Keys(m)))
}

func describe(img *dockerspec.DockerOCIImage) *config {
	c := img.Config
	out := &config{
		Platform: platforms.FormatAll(platforms.Normalize(img.Platform)),
		User:     c.User, Workdir: c.WorkingDir, Env: list(c.Env), Ports: keys(c.ExposedPorts),
		Volumes: keys(c.Volumes), Entrypoint: c.Entrypoint, Cmd: c.Cmd, Shell: c.Shell,
		Labels: c.Labels, Stopsignal: c.StopSignal, Onbuild: list(c.OnBuild),
	}
	if out.Labels == nil {
		out.Labels = map[string]string{}
	}
	if h := c.Healthcheck; h != nil {
		out.Health = &health{list(h.Test), int64(h.Interval), int64(h.Timeout), int64(h.StartPeriod),
			int64(h.StartInterval), h.Retries}
	}
	return out
}

// graph is a marshalled build: operations by digest, and the line that each comes from.
type graph struct {
	ops   map[digest.Digest]*pb.Op
	lines map[digest.Digest][]int
}

func read(def *llb.Definition) (*graph, digest.Digest, error) {
	g := &graph{ops: map[digest.Digest]*pb.Op{}, lines: map[digest.Digest][]int{}}
	var last digest.Digest
	for _, bytes := range def.Def {
		op := &pb.Op{}
		if err := op.Unmarshal(bytes); err != nil {
			return nil, "", err
		}
		last = digest.FromBytes(bytes)
		g.ops[last] = op
	}
	source := def.Source
	if source == nil { // nothing is done at all
		return g, last, nil
	}
	for name, locations := range source.Locations {
		lines := map[int]struct{}{}
		for _, location := range locations.Locations {
			if len(location.Ranges) > 0 {
				lines[int(location.Ranges[0].Start.Line)] = struct{}{}
			}
		}
		g.lines[digest.Digest(name)] = slices.Sorted(maps.Keys(lines))
	}
	return g, last, nil
}

// source says what an input is: an image, the context, an address, or the line of what made it.
func (g *graph) source(op *pb.Op, input int64) string {
	if input < 0 || int(input) >= len(op.Inputs) {
		return "scratch"
	}
	name := digest.Digest(op.Inputs[input].Digest)
	made := g.ops[name]
	if made == nil {
		return "?"
	}
	if s := made.GetSource(); s != nil {
		text := s.Identifier
		if url, ok := s.Attrs["git.fullurl"]; ok {
			_, ref, _ := strings.Cut(text, "#")
			text = "git " + url
			if ref != "" {
				text += "#" + ref
			}
			if checksum := s.Attrs["git.checksum"]; checksum != "" {
				text += " " + checksum
			}
			for _, key := range []string{"git.keepgitdir", "git.skipsubmodules", "git.fetchbycommit"} {
				if s.Attrs[key] == "true" {
					text += " " + key
				}
			}
			return text
		}
		for _, key := range slices.Sorted(maps.Keys(s.Attrs)) {
			if strings.HasPrefix(key, "http.") {
				text += " " + key + "=" + s.Attrs[key]
			}
		}
		return text
	}
	if lines := g.lines[name]; len(lines) > 0 {
		return fmt.Sprintf("line %d", lines[0])
	}
	if file := made.GetFile(); file != nil && len(file.Actions) == 1 {
		if mk := file.Actions[0].GetMkfile(); mk != nil {
			return "document"
		}
		return g.source(made, file.Actions[0].Input)
	}
	return "?"
}

func (g *graph) content(op *pb.Op, input int64) *string {
	if input < 0 || int(input) >= len(op.Inputs) {
		return nil
	}
	if file := g.ops[digest.Digest(op.Inputs[input].Digest)].GetFile(); file != nil && len(file.Actions) == 1 {
		if mk := file.Actions[0].GetMkfile(); mk != nil {
			text := string(mk.Data)
			return &text
		}
	}
	return nil
}

func (g *graph) exec(op *pb.Op, line int) operation {
	e := op.GetExec()
	out := operation{Line: line, Kind: "run", Args: e.Meta.Args, Cwd: e.Meta.Cwd, User: e.Meta.User,
		Env: slices.Sorted(slices.Values(e.Meta.Env)), Network: strings.ToLower(e.Network.String()),
		Security: strings.ToLower(e.Security.String())}
	for _, m := range e.Mounts {
		if m.Dest == "/" && m.MountType == pb.MountType_BIND {
			out.Base = g.source(op, m.Input)
			continue
		}
		one := mount{Type: strings.ToLower(m.MountType.String()), Path: m.Selector, Target: m.Dest, Readonly: m.Readonly}
		switch m.MountType {
		case pb.MountType_SECRET:
			one.ID, one.Required = m.SecretOpt.ID, !m.SecretOpt.Optional
		case pb.MountType_SSH:
			one.ID, one.Required = m.SSHOpt.ID, !m.SSHOpt.Optional
		case pb.MountType_CACHE:
			one.ID, one.Sharing = strings.TrimPrefix(m.CacheOpt.ID, "/"), strings.ToLower(m.CacheOpt.Sharing.String())
			one.Source = g.source(op, m.Input)
		case pb.MountType_TMPFS:
		default:
			one.Source = g.source(op, m.Input)
		}
		out.Mounts = append(out.Mounts, one)
	}
	for _, s := range e.Secretenv {
		out.Mounts = append(out.Mounts, mount{Type: "secret", ID: s.ID, Env: s.Name, Required: !s.Optional})
	}
	return out
}

func owner(o *pb.ChownOpt) string {
	name := func(u *pb.UserOpt) string {
		if u == nil || u.User == nil {
			return ""
		}
		if by := u.GetByName(); by != nil {
			return by.Name
		}
		return fmt.Sprint(u.GetByID())
	}
	if o == nil {
		return ""
	}
	if o.Group == nil {
		return name(o.User)
	}
	return name(o.User) + ":" + name(o.Group)
}

func (g *graph) file(op *pb.Op, line int) operation {
	f := op.GetFile()
	out := operation{Line: line, Kind: "copy"}
	for i, action := range f.Actions {
		if i == 0 {
			out.Base = g.source(op, action.Input)
		}
		if mk := action.GetMkdir(); mk != nil {
			out.Kind, out.Path, out.User = "mkdir", mk.Path, owner(mk.Owner)
			continue
		}
		c := action.GetCopy()
		one := piece{Source: g.source(op, action.SecondaryInput), From: c.Src, To: c.Dest, Chown: owner(c.Owner),
			Include: list(c.IncludePatterns), Exclude: list(c.ExcludePatterns), Chmod: c.ModeStr,
			Unpack: c.AttemptUnpackDockerCompatibility, Content: g.content(op, action.SecondaryInput)}
		if c.ModeStr == "" && c.Mode >= 0 {
			one.Chmod = fmt.Sprintf("%o", c.Mode)
		}
		out.Copies = append(out.Copies, one)
	}
	return out
}

func (g *graph) operations() []operation {
	var out []operation
	for name, op := range g.ops {
		lines := g.lines[name]
		if len(lines) == 0 {
			continue
		}
		var one operation
		switch {
		case op.GetExec() != nil:
			one = g.exec(op, lines[0])
		case op.GetFile() != nil:
			one = g.file(op, lines[0])
		default:
			continue
		}
		one.Lines = lines
		out = append(out, one)
	}
	return out
}

func convert(text []byte, name string, args map[string]string, configs map[string]json.RawMessage) (b build) {
	b.Target = name
	defer func() {
		if r := recover(); r != nil {
			b = build{Target: name, Error: fmt.Sprint("panic: ", r)}
		}
	}()
	images := &resolver{configs: configs, asked: map[string]struct{}{}}
	platform := platforms.MustParse("linux/amd64")
	caps := pb.Caps.CapSet(pb.Caps.All())
	sources := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", text)
	result, err := dockerfile2llb.Dockerfile2LLB(context.Background(), text, dockerfile2llb.ConvertOpt{
		Config:       dockerui.Config{BuildArgs: maps.Clone(args), Target: name},
		SourceMap:    sources,
		MetaResolver: images, TargetPlatform: &platform, LLBCaps: &caps,
	})
	if err != nil {
		b.Error, b.Line = err.Error(), line(err)
		return b
	}
	def, err := result.State.Marshal(context.Background(), llb.WithCaps(caps))
	if err != nil {
		b.Error, b.Line = err.Error(), line(err)
		return b
	}
	b.OK = true
	b.Images = slices.Sorted(maps.Keys(images.asked))
	b.Config = describe(result.Image)
	g, _, err := read(def)
	if err != nil {
		panic(err)
	}
	b.Operations = g.operations()
	return b
}

// builds converts a file for its default target and for each stage with a name of its own.
func builds(text []byte, names []string, args map[string]string, configs map[string]json.RawMessage) []build {
	out := []build{convert(text, "", args, configs)}
	seen := map[string]struct{}{}
	for _, name := range names {
		if _, ok := seen[name]; ok || name == "" {
			continue
		}
		seen[name] = struct{}{}
		out = append(out, convert(text, name, args, configs))
	}
	return out
}
