// SPDX-License-Identifier: Apache-2.0

// Prints Compose projects as Compose itself puts them together, one JSON object for each line of
// standard input: {"folder":"/work/case","files":["compose.yaml"],"environment":["A=b"]}.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"
)

type request struct {
	Folder      string   `json:"folder"`
	Files       []string `json:"files"`
	Environment []string `json:"environment"`
}

type answer struct {
	Error   string          `json:"error,omitempty"`
	Project json.RawMessage `json:"project,omitempty"`
}

// As `docker compose --profile '*' config --no-env-resolution` does: files that give variables stay
// named, since what is compared is what the project says.
func load(one request) answer {
	options, err := cli.NewProjectOptions(one.Files,
		cli.WithWorkingDirectory(one.Folder),
		cli.WithEnv(one.Environment),
		cli.WithName("project"),
		cli.WithEnvFiles(),
		cli.WithDotEnv,
		cli.WithDefaultConfigPath,
		cli.WithProfiles([]string{"*"}),
		cli.WithResolvedPaths(true),
		cli.WithoutEnvironmentResolution,
	)
	if err != nil {
		return answer{Error: err.Error()}
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return answer{Error: err.Error()}
	}
	text, err := project.MarshalJSON()
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Project: text}
}

func run(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<26)
	writer := json.NewEncoder(out)
	for lines.Scan() {
		var one request
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return err
		}
		if err := os.Chdir(one.Folder); err != nil {
			return err
		}
		if err := writer.Encode(load(one)); err != nil {
			return err
		}
	}
	return lines.Err()
}

func main() {
	logrus.SetOutput(io.Discard)
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
