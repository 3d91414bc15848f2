   FROM alpine
	 RUN   a	 b  
	CMD	a
