FROM condaforge/miniforge3:25.3.1-0
ARG V=2.3.4
ARG P
RUN conda install -y numpy
RUN mamba install -y -c conda-forge numpy=$V 'scipy>=1,<2'
RUN micromamba create -n app python
RUN conda install -y 'numpy>=2' conda-forge::scipy
RUN conda install -y $P
RUN conda install -y --file packages.lock
RUN conda env create -f environment.yml
RUN conda clean -afy
#~ only HM2137
#~ 4 HM2137
#~ 5 !HM2137
#~ 6 HM2137
#~ 7 HM2137
#~ 8 ?HM2137
#~ 9 !HM2137
#~ 10 !HM2137
#~ 11 !HM2137
