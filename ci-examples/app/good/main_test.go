// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestVisitsNeedTheToken(t *testing.T) {
	for given, want := range map[string]int{"": 401, "Bearer wrong": 401, "Bearer right": 200} {
		request := httptest.NewRequest(http.MethodGet, "/visits", nil)
		request.Header.Set("Authorization", given)
		answer := httptest.NewRecorder()
		handler("right").ServeHTTP(answer, request)
		if answer.Code != want {
			t.Errorf("%q: %d, want %d", given, answer.Code, want)
		}
	}
}

func TestNoTokenLetsNobodyIn(t *testing.T) {
	request := httptest.NewRequest(http.MethodGet, "/visits", nil)
	request.Header.Set("Authorization", "Bearer ")
	answer := httptest.NewRecorder()
	handler("").ServeHTTP(answer, request)
	if answer.Code != http.StatusUnauthorized {
		t.Errorf("%d", answer.Code)
	}
}
