// SPDX-License-Identifier: Apache-2.0

// Greeter answers HTTP requests. It is what the Dockerfile beside it builds.
package main

import (
	"crypto/subtle"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

const address = ":8080"

func handler(token string) http.Handler {
	var visits int64
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		atomic.AddInt64(&visits, 1)
		fmt.Fprintln(w, "Hello!")
	})
	mux.HandleFunc("/visits", func(w http.ResponseWriter, r *http.Request) {
		given := []byte(r.Header.Get("Authorization"))
		if token == "" || subtle.ConstantTimeCompare(given, []byte("Bearer "+token)) != 1 {
			http.Error(w, "not for you", http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, atomic.LoadInt64(&visits))
	})
	return mux
}

func main() {
	server := http.Server{Addr: address, Handler: handler(os.Getenv("GREETER_TOKEN")), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}
