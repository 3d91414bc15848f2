// SPDX-License-Identifier: Apache-2.0

// Greeter answers HTTP requests. It is what the Dockerfile beside it builds.
package main

import (
	"crypto/subtle"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

const address = ":8080"

// check asks the service on this machine whether it is well: for HEALTHCHECK, in an image without a shell.
func check() error {
	client := http.Client{Timeout: 2 * time.Second}
	answer, err := client.Get("http://127.0.0.1" + address + "/healthz")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", answer.Status)
	}
	return nil
}

// readToken returns the secret that a runtime mounts; an empty one lets nobody see the count.
func readToken() string {
	content, err := os.ReadFile(os.Getenv("GREETER_TOKEN_FILE"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(content))
}

func handler(token string) http.Handler {
	var visits atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		visits.Add(1)
		fmt.Fprintln(w, "Hello!")
	})
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("/visits", func(w http.ResponseWriter, r *http.Request) {
		given := []byte(r.Header.Get("Authorization"))
		if token == "" || subtle.ConstantTimeCompare(given, []byte("Bearer "+token)) != 1 {
			http.Error(w, "not for you", http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, visits.Load())
	})
	return mux
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "check" {
		if err := check(); err != nil {
			log.Fatal(err)
		}
		return
	}
	server := http.Server{Addr: address, Handler: handler(readToken()), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}
