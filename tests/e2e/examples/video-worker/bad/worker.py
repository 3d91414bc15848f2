import av
